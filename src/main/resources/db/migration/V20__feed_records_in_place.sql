-- Records of the feed are written once, read in their order and truncated: what fits a page stays in
-- its row, where the default would make two rows of a second table and two entries of its index.
DO $$
BEGIN
  FOR n IN 0..7 LOOP
    EXECUTE format('ALTER TABLE feed_record_%s SET (toast_tuple_target = 8160)', n);
  END LOOP;
END $$;

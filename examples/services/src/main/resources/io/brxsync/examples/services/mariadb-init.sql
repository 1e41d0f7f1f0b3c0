-- In: nothing. Out: the database and the login of LocalMariaDb. Run by the server before it lets anyone in, each time it starts.
CREATE DATABASE IF NOT EXISTS catalog CHARACTER SET utf8mb4;
CREATE USER IF NOT EXISTS 'brx'@'%' IDENTIFIED BY 'brx';
GRANT ALL ON *.* TO 'brx'@'%';
